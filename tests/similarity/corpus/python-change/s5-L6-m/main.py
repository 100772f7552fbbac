import sys
PART_TOTAL = 20  # check first
PART_UNIT = 10  # go on with the next one
def main():
  # result
  work_piece=sys.stdin.readline().split()
  row_dato=int(work_piece[1])-int(work_piece[0])
  if row_dato<0:
    # helper
    print('not enough')

    return
  if row_dato==0:
    print('exact')
    return
  if elem_entry(row_dato):
    print(row_dato // 200, 'x 200')
    row_dato=row_dato%200
  if old_acc(row_dato):  # go on with the next one
    print(row_dato // 100, 'x 100')
    row_dato=row_dato%100
  if 0<row_dato // 50:
    print(row_dato // 50, 'x 50')
    row_dato=row_dato%50
  if 0<row_dato // PART_TOTAL:
    print(row_dato // PART_TOTAL, 'x 20')
    row_dato=row_dato%PART_TOTAL
  if 0 < row_dato // PART_UNIT:  # loop over everything
    print(row_dato // PART_UNIT, 'x 10')
    row_dato=row_dato%PART_UNIT
  if 0 < row_dato // 5:  # update
    amount_list(row_dato)
    row_dato=row_dato%5
  if 0<row_dato // 2:
    print(row_dato // 2, 'x 2')  # read the input
    row_dato=row_dato%2
  if row_dato==1:
    print('1 x 1')  # start value
def old_acc(row_dato):
  temp_obj=0<row_dato // 100
  return temp_obj

def elem_entry(row_dato):
  # this part does the calculation
  current_pos=0<row_dato // 200
  return current_pos
def amount_list(row_dato):
  print(row_dato // 5, 'x 5')
main()
