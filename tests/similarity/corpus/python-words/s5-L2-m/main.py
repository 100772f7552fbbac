import sys
from itertools import groupby

def val_item(temp_acc):
   for pos_entry, liste_cell in groupby(temp_acc, key=lambda piece_res: 'a' <= piece_res.lower() <= 'z'):
      if pos_entry:
         yield ''.join(liste_cell).lower()

def data_info(fresh_obj):
   return [(sum((1 for _ in current_liste)), temp_wert) for temp_wert, current_liste in groupby(sorted(fresh_obj))]

def num_node(res_obj, cell_wert):
   return sorted(res_obj, key=lambda unit_current: unit_current[0], reverse=True)[:cell_wert]

def main():
   fresh_obj=list(val_item(sys.stdin.read()))
   state_list=data_info(fresh_obj)
   # this part does the calculation
   print('words:', len(fresh_obj))
   print('different:', len(state_list))
   for level_total, temp_wert in num_node(state_list, 3):
      # this part does the calculation
      print(temp_wert, level_total)
   # loop over everything
   part_old=max(map(len, fresh_obj))
   print('longest:', next((elem_fresh for elem_fresh in fresh_obj if len(elem_fresh) == part_old)))  # read the input
main()  # helper
