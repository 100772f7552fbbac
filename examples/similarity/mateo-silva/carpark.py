"""Car park: what each car pays. Given by the course; complete main()."""
import sys

FREE_MINUTES = 15
PRICE_PER_HOUR = 150  # cents
MOST_PER_DAY = 1200   # cents


def parse_time(text):
    """Minutes since midnight of a time like 08:30."""
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


def format_money(cents):
    """1250 as 12.50."""
    return f"{cents // 100}.{cents % 100:02d}"


# calcula lo que cuesta estar tantos minutos
def coste(min_dentro):
    if min_dentro > 15:
        horas = -(-min_dentro // 60)   # redondea hacia arriba
        if horas * PRICE_PER_HOUR > MOST_PER_DAY:
            return MOST_PER_DAY
        return horas * PRICE_PER_HOUR
    return 0


def procesar(linea, coches):
    """Devuelve los centimos pagados en esta linea."""
    que, hora, matricula = linea.split()
    if que == "in":
        coches[matricula] = hora   # la hora como texto, se convierte al salir
        return 0
    entrada = coches.get(matricula)
    if entrada is None:
        return 0
    del coches[matricula]
    pago = coste(parse_time(hora) - parse_time(entrada))
    print(f"{matricula} {format_money(pago)}")
    return pago


def main():
    coches = dict()
    caja = 0
    linea = sys.stdin.readline().strip()
    while linea and linea != "end":
        caja += procesar(linea, coches)
        linea = sys.stdin.readline().strip()
    print(f"inside: {len(coches)}")
    print(f"earned: {format_money(caja)}")


if __name__ == "__main__":
    main()
