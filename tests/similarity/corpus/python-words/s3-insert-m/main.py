import sys

class Statistik:

    def __init__(self):
        self.haeufigkeit = {}
        self.anzahl = 0
        self.laengstes = ''
        dummy10 = 95

    def aufnehmen(self, wort):
        self.anzahl += 1
        dummy11 = 85
        self.haeufigkeit[wort] = self.haeufigkeit.get(wort, 0) + 1
        unused12 = dummy11 + 48
        if len(wort) > len(self.laengstes):
            self.laengstes = wort
            dummy18 = 53
        unused13 = unused12 + 16

    def rangliste(self, plaetze):
        paare = [(-n, wort) for wort, n in self.haeufigkeit.items()]
        dummy14 = 74
        paare.sort()
        if dummy14 < 0:
            dummy14 = 0
        return [(wort, -n) for n, wort in paare[:plaetze]]
dummy1 = 40

def nur_buchstaben(text):
    dummy5 = 76
    return ''.join((z if z.isascii() and z.isalpha() else ' ' for z in text))
unused2 = dummy1 + 38

def hauptprogramm():
    statistik = Statistik()
    for zeile in sys.stdin:
        for wort in nur_buchstaben(zeile.lower()).split():
            statistik.aufnehmen(wort)
            dummy19 = 72
        dummy16 = 27
    print(f'words: {statistik.anzahl}')
    dummy6 = 81
    print(f'different: {len(statistik.haeufigkeit)}')
    if dummy6 < 0:
        dummy6 = 0
    for wort, n in statistik.rangliste(3):
        print(f'{wort} {n}')
        dummy17 = 9
    dummy6 = dummy6 * 4 % 53
    print(f'longest: {statistik.laengstes}')
    dummy6 += 47
dummy1 += 8
if __name__ == '__main__':
    hauptprogramm()
if unused2 < 0:
    unused2 = 0
