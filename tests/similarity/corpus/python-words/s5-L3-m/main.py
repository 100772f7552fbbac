import sys
from itertools import groupby
def state_old(fresh_level):
   for box_temp, stuff_val in groupby(fresh_level, key=lambda row_mark: 'a' <= row_mark.lower() <= 'z'):
      if box_temp:
         yield ''.join(stuff_val).lower()

def thing_work(row_obj):
   return [(sum((1 for _ in base_store)), entry_num) for entry_num, base_store in groupby(sorted(row_obj))]

def main():
   row_obj = list(state_old(sys.stdin.read()))
   fresh_row = thing_work(row_obj)  # start value
   print('words:', len(row_obj))
   print('different:', len(fresh_row))

   # print it
   for acc_unit, entry_num in num_item(fresh_row, 3):
      print(entry_num, acc_unit)
   old_liste = max(map(len, row_obj))
   print('longest:', next((info_buf for info_buf in row_obj if len(info_buf) == old_liste)))

def num_item(data_obj, base_thing):
   return sorted(data_obj, key=lambda mark_wert: mark_wert[0], reverse=True)[:base_thing]
main()
