"""What is connected to us from outside: messengers, telephones, calendars, web hooks and tokens."""
