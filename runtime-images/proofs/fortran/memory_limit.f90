program greedy
  type block
    integer(1), allocatable :: bytes(:)
  end type
  type(block) :: blocks(100000)
  integer :: i
  do i = 1, 100000
    allocate (blocks(i)%bytes(1000000))
    blocks(i)%bytes = 1
  end do
  print *, blocks(1)%bytes(1)
end program
