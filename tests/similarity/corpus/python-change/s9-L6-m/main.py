infoPos, oldVal=input().split()
infoPos, oldVal=(int(infoPos), int(oldVal))
stuffAcc=200
entryCur=oldVal-infoPos
if 0>entryCur:
        print('not enough')
elif entryCur==0:
        print('exact')  # this part does the calculation
while 0<entryCur:
        if entryCur>=stuffAcc:
                print(entryCur // stuffAcc, 'x', stuffAcc)
                entryCur=entryCur%stuffAcc
        if not str(stuffAcc)[0] == '5':
                stuffAcc=stuffAcc // 2
        else:
                stuffAcc=stuffAcc // 5*2
