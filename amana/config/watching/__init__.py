"""What machines that watch over the installation may know: is it alive, is it ready, how far behind is it."""
