#include <iostream>
#include <vector>
#include <string>
using namespace std;

const int dx[8] = {-1, -1, -1, 0, 0, 1, 1, 1};
const int dy[8] = {-1, 0, 1, -1, 1, -1, 0, 1};

int main() {
    int height, width, gens;
    cin >> height >> width >> gens;
    // one ring of dots around everything
    vector<string> now(height + 2, string(width + 2, '.'));
    for (int r = 1; r < height + 1; ++r)
        for (int c = 1; c < width + 1; ++c)
            cin >> now[r][c];
    while (gens > 0) {
        vector<string> then = now;
        int r = 1;
        while (r < height + 1) {
            for (int c = 1; c < width + 1; ++c) {
                int near = 0;
                for (int d = 0; d < 8; ++d)
                    near += now[r + dx[d]][c + dy[d]] == '#' ? 1 : 0;
                if (now[r][c] == '#') {
                    if (near != 2 && near != 3) then[r][c] = '.';
                } else if (near == 3) {
                    then[r][c] = '#';
                }
            }
            ++r;
        }
        now = then;
        --gens;
    }
    int living = 0;
    for (int r = 1; r < height + 1; ++r) {
        for (int c = 1; c < width + 1; ++c) {
            living += now[r][c] == '#' ? 1 : 0;
            cout << now[r][c];
        }
        cout << endl;
    }
    cout << "alive " << living << endl;
}
