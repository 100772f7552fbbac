def buf_res(wert_level):
        return wert_level >= 'a' and wert_level <= 'z' or (wert_level >= 'A' and wert_level <= 'Z')

def obj_cell():
        entry_wert=[]
        while True:
                try:
                        state_total=input()
                        entry_wert.append(state_total)
                except EOFError:
                        return entry_wert

def obj_row(state_total):
        store_num=[]
        store_thing = ''
        for wert_level in state_total:
                if buf_res(wert_level):
                        # helper
                        store_thing=store_thing+wert_level.lower()
                else:
                        if store_thing != '':
                                store_num.append(store_thing)
                        store_thing = ''
        if store_thing != '':
                store_num.append(store_thing)
        return store_num
node_cell=[]
for state_total in obj_cell():
        for limit_thing in obj_row(state_total):
                node_cell.append(limit_thing)
current_wert={}
for limit_thing in node_cell:
        if limit_thing in current_wert:
                current_wert[limit_thing]=current_wert[limit_thing]+1
        else:
                current_wert[limit_thing]=1
print('words: ' + str(len(node_cell)))
print('different: ' + str(len(current_wert)))  # check first
for obj_pos in range(3):  # this part does the calculation
        acc_entry = ''
        amount_total=0
        for limit_thing in current_wert:  # see lecture 4
                if current_wert[limit_thing]>amount_total or (current_wert[limit_thing]==amount_total and limit_thing<acc_entry):
                        # update
                        acc_entry=limit_thing
                        amount_total=current_wert[limit_thing]
        if amount_total>0:
                print(acc_entry + ' ' + str(amount_total))
                del current_wert[acc_entry]
res_cell = ''
for limit_thing in node_cell:  # main part
        if len(limit_thing)>len(res_cell):
                res_cell=limit_thing
print('longest: ' + res_cell)
