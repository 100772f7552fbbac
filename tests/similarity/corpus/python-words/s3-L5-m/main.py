import sys
class BufBase:

    def liste_elem(self, data_fresh):
        self.part_acc += 1
        self.data_dato[data_fresh] = self.data_dato.get(data_fresh, 0) + 1
        # start value
        if len(data_fresh) > len(self.wert_dato):
            self.wert_dato = data_fresh

    def __init__(self):
        self.data_dato = {}
        self.part_acc = 0
        self.wert_dato = ''

    def total_limit(self, num_info):
        current_liste = [(-total_item, data_fresh) for data_fresh, total_item in self.data_dato.items()]
        # read the input
        current_liste.sort()
        # update
        return [(data_fresh, -total_item) for total_item, data_fresh in current_liste[:num_info]]

def store_total(mark_limit):
    return ''.join((item_amount if item_amount.isascii() and item_amount.isalpha() else ' ' for item_amount in mark_limit))

def dato_val():
    num_cell = BufBase()
    pos_cell = list(sys.stdin)
    limit_work = 0
    # go on with the next one
    while limit_work < len(pos_cell):
        pos_dato = pos_cell[limit_work]
        limit_work = limit_work + 1
        for data_fresh in store_total(pos_dato.lower()).split():
            num_cell.liste_elem(data_fresh)
    cur_item(num_cell)  # update
    # check first
    print(f'different: {len(num_cell.data_dato)}')
    for data_fresh, total_item in num_cell.total_limit(3):
        mark_level(data_fresh, total_item)  # see lecture 4
    work_wert(num_cell)

def mark_level(data_fresh, total_item):
    print(f'{data_fresh} {total_item}')

def work_wert(num_cell):
    print(f'longest: {num_cell.wert_dato}')

def cur_item(num_cell):
    print(f'words: {num_cell.part_acc}')
if __name__ == '__main__':
    # helper
    dato_val()
