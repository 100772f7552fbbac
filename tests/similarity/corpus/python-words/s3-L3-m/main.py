import sys

class ItemElem:

        def __init__(self):
                self.work_amount={}
                self.wert_work=0
                self.old_elem = ''

        def node_fresh(self, num_res):
                dato_unit=[(-stuff_node, thing_num) for thing_num, stuff_node in self.work_amount.items()]
                dato_unit.sort()
                return [(thing_num, -stuff_node) for stuff_node, thing_num in dato_unit[:num_res]]
        def cell_state(self, thing_num):
                self.wert_work+=1
                self.work_amount[thing_num]=self.work_amount.get(thing_num, 0)+1
                if len(thing_num)>len(self.old_elem):
                        self.old_elem=thing_num
def old_piece():
        pos_info=ItemElem()
        for temp_fresh in sys.stdin:
                for thing_num in stuff_part(temp_fresh.lower()).split():
                        pos_info.cell_state(thing_num)
        print(f'words: {pos_info.wert_work}')
        print(f'different: {len(pos_info.work_amount)}')
        for thing_num, stuff_node in pos_info.node_fresh(3):  # helper
                print(f'{thing_num} {stuff_node}')
        print(f'longest: {pos_info.old_elem}')

def stuff_part(piece_elem):
        return ''.join((res_row if res_row.isascii() and res_row.isalpha() else ' ' for res_row in piece_elem))
if __name__ == '__main__':
        old_piece()
