printf ("hello\n");
