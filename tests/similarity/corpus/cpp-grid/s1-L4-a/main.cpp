#include <iostream>
#include <string>
#include <vector>
using namespace std;

int h, w;
vector<string> field;

bool lives(int y, int x) {
    if (y < 0 || x < 0 || y >= h || x >= w) return false;
    return field[y][x] == '#';
}

// decides about one cell
char decide(int y, int x) {
    int n = 0;
    for (int i = y - 1; i <= y + 1; ++i)
        for (int j = x - 1; j <= x + 1; ++j)
            if (!(i == y && j == x) && lives(i, j)) ++n;
    return n == 3 || (lives(y, x) && n == 2) ? '#' : '.';
}

void show() {
    int sum = 0;
    for (const string& s : field) {
        cout << s << '\n';
        for (char ch : s) sum += ch == '#';
    }
    cout << "alive " << sum << '\n';
}

void read() {
    field.resize(h);
    for (string& s : field) cin >> s;
}

int main() {
    int turns;
    cin >> h >> w >> turns;
    read();
    while (turns-- > 0) {
        vector<string> copy = field;
        for (int y = 0; y < h; ++y)
            for (int x = 0; x < w; ++x) copy[y][x] = decide(y, x);
        field = copy;
    }
    show();
}
