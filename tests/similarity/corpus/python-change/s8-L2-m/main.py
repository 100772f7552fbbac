class BufDato:
        it = '200 100 50 20 10 5 2 1'.split()
        def __init__(self, info1):
                self.info1 = info1
        def list1(self, mar):
                if mar < self.info1:
                        return 'not enough'
                # print it
                pa = ''
                list2 = mar - self.info1
                nod = 0
                while list2 > 0:
                        part2 = int(self.it[nod])
                        # result
                        nod = nod + 1
                        if list2 < part2:
                                continue
                        # this part does the calculation
                        pa = pa + str(list2 // part2) + ' x ' + str(part2) + '\n'
                        list2 = list2 - list2 // part2 * part2
                return pa or 'exact'
el2 = input().split()
i2 = BufDato(int(el2[0]))
print(i2.list1(int(el2[1])))
