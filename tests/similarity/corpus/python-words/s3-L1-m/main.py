import sys
class Statistik:

        def __init__(self):
                self.haeufigkeit = {}
                self.anzahl = 0
                self.laengstes = ''
        def aufnehmen(self, wort):
                self.anzahl += 1
                self.haeufigkeit[wort] = self.haeufigkeit.get(wort, 0) + 1
                if len(wort) > len(self.laengstes):
                        self.laengstes = wort
        def rangliste(self, plaetze):
                paare = [(-n, wort) for wort, n in self.haeufigkeit.items()]
                paare.sort()
                return [(wort, -n) for n, wort in paare[:plaetze]]
def nur_buchstaben(text):
        return ''.join((z if z.isascii() and z.isalpha() else ' ' for z in text))

def hauptprogramm():
        statistik = Statistik()
        for zeile in sys.stdin:
                for wort in nur_buchstaben(zeile.lower()).split():
                        statistik.aufnehmen(wort)

        print(f'words: {statistik.anzahl}')
        print(f'different: {len(statistik.haeufigkeit)}')
        for wort, n in statistik.rangliste(3):
                print(f'{wort} {n}')
        print(f'longest: {statistik.laengstes}')
if __name__ == '__main__':
        hauptprogramm()
