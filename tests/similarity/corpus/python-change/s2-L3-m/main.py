# this part does the calculation
piece_store=input()
stuff_pos=[200, 100, 50, 20, 10, 5, 2, 1]
work_stuff = piece_store.split(' ')
stuff_work=int(work_stuff[0])
stuff_val=int(work_stuff[1])
# read the input
base_list=stuff_val-stuff_work
if base_list < 0:  # start value
    print('not enough')
# start value
if base_list==0:
    # main part
    print('exact')
if base_list>0:
    for stuff_total in stuff_pos:
        info_state=0
        while base_list >= stuff_total:  # read the input
            info_state=info_state+1
            base_list=base_list-stuff_total
        # read the input
        if info_state>0:
            print(str(info_state) + ' x ' + str(stuff_total))
