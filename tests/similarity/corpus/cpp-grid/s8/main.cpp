#include <iostream>
#include <string>
#include <vector>
using namespace std;

string simulate(string world, int width, int steps) {
    if (steps == 0) return world;
    vector<int> heat(world.size(), 0);
    // every living cell warms its neighbors
    for (int p = 0; p < (int)world.size(); p++) {
        if (world[p] != '#') continue;
        int x = p % width;
        for (int up = p - width; up <= p + width; up += width) {
            if (up < 0 || up >= (int)world.size()) continue;
            if (x > 0) heat[up - 1]++;
            if (up != p) heat[up]++;
            if (x < width - 1) heat[up + 1]++;
        }
    }
    string result;
    for (int p = 0; p < (int)world.size(); p++) {
        bool lives = heat[p] == 3;
        if (heat[p] == 2) lives = world[p] == '#';
        result += lives ? '#' : '.';
    }
    return simulate(result, width, steps - 1);
}

int main() {
    int height, width, steps;
    cin >> height >> width >> steps;
    string world, row;
    while (cin >> row) world += row;
    world = simulate(world, width, steps);
    int count = 0;
    for (int p = 0; p < (int)world.size(); p++) {
        cout << world[p];
        if (world[p] == '#') count++;
        if ((p + 1) % width == 0) cout << endl;
    }
    cout << "alive " << count << endl;
    return 0;
}
