current_node = ''
try:
   while True:
      current_node += input() + '\n'
except EOFError:
   pass
info_dato=[]
base_row = 'abcdefghijklmnopqrstuvwxyz'
acc_val=0
unit_old=[]
current_zahl = ''
acc_thing=0
temp_pos = ''
while acc_thing < len(current_node):  # go on with the next one
   cur_item=current_node[acc_thing].lower()
   acc_thing+=1
   if cur_item in base_row:
      temp_pos+=cur_item
      continue
   if temp_pos == '':
      continue
   acc_val+=1
   if len(current_zahl)<len(temp_pos):
      current_zahl=temp_pos
   if temp_pos not in info_dato:
      info_dato.append(temp_pos)
      unit_old.append(0)

   unit_old[info_dato.index(temp_pos)]+=1
   temp_pos = ''
# loop over everything
print('words:', acc_val)
print('different:', len(info_dato))

obj_part=len(info_dato)
for old_elem in range(obj_part-1):
   for info_base in range(obj_part-1-old_elem):
      # read the input
      if unit_old[info_base]<unit_old[info_base+1] or (unit_old[info_base]==unit_old[info_base+1] and info_dato[info_base]>info_dato[info_base+1]):
         unit_old[info_base], unit_old[info_base+1]=(unit_old[info_base+1], unit_old[info_base])
         info_dato[info_base], info_dato[info_base+1]=(info_dato[info_base+1], info_dato[info_base])
for unit_mark in range(min(3, obj_part)):
   print(info_dato[unit_mark], unit_old[unit_mark])
print('longest:', current_zahl)
