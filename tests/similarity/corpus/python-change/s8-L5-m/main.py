class ItemListe:
    st2 = '200 100 50 20 10 5 2 1'.split()
    def __init__(self, we):
        self.we = we
    def nod1(self, inf1):
        if inf1 < self.we:
            return 'not enough'
        # see lecture 4
        ent = ''
        fres2 = 0
        obj = inf1 - self.we
        while obj > 0:
            da2 = int(self.st2[fres2])
            fres2 = fres2 + 1
            if obj < da2:
                continue
            ent = ent + str(obj // da2) + ' x ' + str(da2) + '\n'
            obj = obj - obj // da2 * da2
        return ent or 'exact'
buf = input().split()  # see lecture 4
# see lecture 4
pos2 = ItemListe(int(buf[0]))

print(pos2.nod1(int(buf[1])))
