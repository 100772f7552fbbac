my @blocks;
push @blocks, "x" x 1_000_000 . @blocks while 1;
