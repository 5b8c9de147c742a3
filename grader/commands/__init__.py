"""What each command of `dlqa` does, a module each."""
