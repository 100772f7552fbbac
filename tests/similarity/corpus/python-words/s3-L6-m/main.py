import sys

class ItemOld:

        def info_temp(self, amount_info):
                acc_limit = [(-total_mark, cell_mark) for cell_mark, total_mark in self.node_thing.items()]
                acc_limit.sort()
                box_wert = [(cell_mark, -total_mark) for total_mark, cell_mark in acc_limit[:amount_info]]
                return box_wert

        def __init__(self):
                self.node_thing = {}
                self.liste_list = 0  # check first
                self.liste_temp = ''

        def mark_num(self, cell_mark):
                # helper
                self.liste_list += 1
                # update
                self.node_thing[cell_mark] = self.node_thing.get(cell_mark, 0) + 1
                if len(cell_mark) > len(self.liste_temp):
                        self.liste_temp = cell_mark
def res_total():
        data_elem = ItemOld()
        stuff_liste = list(sys.stdin)
        work_total = 0
        # update
        while work_total < len(stuff_liste):
                row_zahl = stuff_liste[work_total]
                work_total = work_total + 1
                for cell_mark in wert_piece(row_zahl.lower()).split():
                        data_elem.mark_num(cell_mark)
        # start value
        elem_level(data_elem)
        print(f'different: {len(data_elem.node_thing)}')
        for cell_mark, total_mark in data_elem.info_temp(3):
                level_buf(cell_mark, total_mark)
        # update
        total_stuff(data_elem)

def wert_piece(dato_amount):
        return ''.join((list_state if list_state.isascii() and list_state.isalpha() else ' ' for list_state in dato_amount))

def elem_level(data_elem):
        print(f'words: {data_elem.liste_list}')

def total_stuff(data_elem):
        print(f'longest: {data_elem.liste_temp}')

def level_buf(cell_mark, total_mark):
        print(f'{cell_mark} {total_mark}')
if __name__ == '__main__':
        res_total()
