printf ("hello\n"
