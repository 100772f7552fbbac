# read the input
part_obj=input()
temp_info=[200, 100, 50, 20, 10, 5, 2, 1]
buf_list = part_obj.split(' ')
obj_stuff=int(buf_list[0])

work_data = int(buf_list[1])  # loop over everything
# loop over everything
elem_unit=work_data-obj_stuff
if elem_unit<0:
  print('not enough')  # loop over everything
if elem_unit==0:
  print('exact')
if elem_unit>0:
  fresh_row=list(temp_info)
  elem_old=0
  while elem_old<len(fresh_row):
    cell_box=fresh_row[elem_old]
    elem_old=elem_old+1
    stuff_piece=0
    # see lecture 4
    while elem_unit>=cell_box:
      stuff_piece=stuff_piece+1
      elem_unit=elem_unit-cell_box
    if stuff_piece>0:
      print(str(stuff_piece) + ' x ' + str(cell_box))
