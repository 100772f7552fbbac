program three
  stop 3
end program
