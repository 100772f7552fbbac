def wechselgeld(betrag, muenzen):
    """Gibt Paare (Anzahl, Muenze) zurueck, rekursiv."""
    if not muenzen:
        return []
    erste, *weitere = muenzen
    return [(betrag // erste, erste)] + wechselgeld(betrag % erste, weitere)


preis, gezahlt = [int(x) for x in input().split()]
if gezahlt < preis:
    print("not enough")
elif gezahlt == preis:
    print("exact")
else:
    for anzahl, muenze in wechselgeld(gezahlt - preis, [200, 100, 50, 20, 10, 5, 2, 1]):
        if anzahl > 0:
            print(f"{anzahl} x {muenze}")
