"""Questions that come again: what a case asks is put with what was asked before, in whichever language."""
