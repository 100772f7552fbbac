#include <iostream>
#include <set>
#include <map>
#include <string>
#include <utility>

// Nur die lebenden Zellen werden gespeichert, als Menge von Koordinaten.
typedef std::pair<int, int> Zelle;

class Welt {
public:
    Welt(int hoehe, int breite) : hoehe_(hoehe), breite_(breite) {}

    void beleben(int y, int x) { lebende_.insert(Zelle(y, x)); }

    void weiter() {
        std::map<Zelle, int> nachbarn;
        for (std::set<Zelle>::iterator it = lebende_.begin(); it != lebende_.end(); ++it)
            for (int dy = -1; dy <= 1; ++dy)
                for (int dx = -1; dx <= 1; ++dx)
                    if (dy != 0 || dx != 0)
                        nachbarn[Zelle(it->first + dy, it->second + dx)] += 1;
        std::set<Zelle> neu;
        for (std::map<Zelle, int>::iterator it = nachbarn.begin(); it != nachbarn.end(); ++it) {
            // ausserhalb vom Brett kann nichts leben
            if (!drinnen(it->first)) continue;
            if (it->second == 3 || (it->second == 2 && lebende_.count(it->first)))
                neu.insert(it->first);
        }
        lebende_.swap(neu);
    }

    void zeigen() const {
        for (int y = 0; y < hoehe_; ++y) {
            for (int x = 0; x < breite_; ++x)
                std::cout << (lebende_.count(Zelle(y, x)) ? '#' : '.');
            std::cout << std::endl;
        }
        std::cout << "alive " << lebende_.size() << std::endl;
    }

private:
    bool drinnen(const Zelle& z) const {
        return z.first >= 0 && z.first < hoehe_ && z.second >= 0 && z.second < breite_;
    }

    int hoehe_, breite_;
    std::set<Zelle> lebende_;
};

int main() {
    int hoehe, breite, schritte;
    std::cin >> hoehe >> breite >> schritte;
    Welt welt(hoehe, breite);
    for (int y = 0; y < hoehe; ++y) {
        std::string zeile;
        std::cin >> zeile;
        for (int x = 0; x < breite; ++x)
            if (zeile[x] == '#') welt.beleben(y, x);
    }
    for (int i = 0; i < schritte; ++i) welt.weiter();
    welt.zeigen();
}
