#include <iostream>
#include <string>
#include <vector>
using namespace std;

class Matrix {
public:
    long height, width;
    vector<vector<bool>> points;

    bool get(long y, long x) {
        if (y >= 0 && y < height && x >= 0 && x < width)
            return points[y][x];
        return false;
    }

    long around(long y, long x) {
        vector<long> dy = {-1, -1, -1, 0, 0, 1, 1, 1};
        vector<long> dx = {-1, 0, 1, -1, 1, -1, 0, 1};
        long sum = 0;
        long k = 0;
        while (k < 8) {
            if (get(y + dy[k], x + dx[k])) sum++;
            k++;
        }
        return sum;
    }
};

void input(Matrix& m) {
    long y = 0;
    while (y < m.height) {
        string s;
        cin >> s;
        vector<bool> line;
        for (char ch : s) {
            line.push_back(ch == '#');
        }
        m.points.push_back(line);
        y++;
    }
}

bool next(bool before, long n) {
    if (before) {
        if (n < 2) return false;
        if (n > 3) return false;
        return true;
    }
    return n == 3;
}

void output(Matrix m) {
    long alive = 0;
    long y = 0;
    while (y < m.height) {
        for (long x = 0; x < m.width; x++) {
            if (m.get(y, x)) {
                cout << "#";
                alive++;
            } else {
                cout << ".";
            }
        }
        cout << endl;
        y++;
    }
    cout << "alive " << alive << endl;
}

int main() {
    Matrix m;
    long turns;
    cin >> m.height >> m.width >> turns;
    input(m);
    while (turns > 0) {
        Matrix old = m;
        for (long y = 0; y < m.height; y++) {
            for (long x = 0; x < m.width; x++) {
                m.points[y][x] = next(old.get(y, x), old.around(y, x));
            }
        }
        turns--;
    }
    output(m);
    return 0;
}
