program broken
  implicit none
  i = 1
end program
