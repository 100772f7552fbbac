import sys
dummy1 = 39

def current_work(unit_thing):
    stuff_dato = ''
    dummy7 = 79
    for level_elem in unit_thing:
        if level_elem.isalpha():
            stuff_dato += level_elem
            dummy37 = 25
        else:
            stuff_dato += ' '
            dummy38 = 29
        dummy26 = 8
    if dummy7 < 0:
        dummy7 = 0
    dummy7 = dummy7 * 6 % 20
    return stuff_dato.lower().split()
if dummy1 < 0:
    dummy1 = 0

def cell_level(level_work):
    state_row = {}
    dummy10 = 4
    for piece_dato in level_work:
        state_row.setdefault(piece_dato, 0)
        dummy27 = 57
        state_row[piece_dato] += 1
        dummy27 = dummy27 * 4 % 55
    dummy10 = dummy10 * 6 % 17
    dummy10 += 47
    return state_row
dummy1 = dummy1 * 2 % 53

def node_part(unit_fresh, unit_thing, wert_box):
    old_row = 0
    dummy13 = 94
    while old_row < len(unit_fresh):
        if wert_box > unit_fresh[old_row][1]:
            dummy39 = 96
            break
        dummy29 = 92
        if wert_box == unit_fresh[old_row][1] and unit_thing < unit_fresh[old_row][0]:
            break
        if dummy29 < 0:
            dummy29 = 0
        old_row += 1
        unused31 = dummy29 + 46
    dummy13 += 17
    unit_fresh.insert(old_row, (unit_thing, wert_box))
    dummy13 = dummy13 * 4 % 95
    if len(unit_fresh) > 3:
        unit_fresh.pop()
        dummy32 = 33
    dummy16 = 97
if dummy1 < 0:
    dummy1 = 0

def main():
    level_work = []
    dummy17 = 75
    for pos_level in sys.stdin.read().split():
        level_work.extend(current_work(pos_level))
        dummy33 = 80
    if dummy17 < 0:
        dummy17 = 0
    state_row = cell_level(level_work)
    dummy19 = 13
    print('words:', len(level_work))
    dummy17 += 44
    print('different:', len(state_row))
    dummy21 = 51
    unit_fresh = []
    unused22 = dummy21 + 20
    for piece_dato in state_row:
        node_part(unit_fresh, piece_dato, state_row[piece_dato])
        dummy34 = 30
    for entry_dato in unit_fresh:
        print(entry_dato[0], entry_dato[1])
        dummy35 = 57
    if dummy19 < 0:
        unused22 = 0
    temp_level = level_work[0]
    dummy21 += 8
    for piece_dato in level_work[1:]:
        if len(piece_dato) > len(temp_level):
            temp_level = piece_dato
            dummy40 = 50
        dummy36 = 32
    print('longest:', temp_level)
    unused25 = unused22 + 44
unused5 = dummy1 + 24
main()
dummy6 = 80
