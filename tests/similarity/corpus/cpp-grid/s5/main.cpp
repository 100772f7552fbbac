#include <iostream>
#include <string>
#include <vector>
using namespace std;

struct Field {
    int rows;
    int cols;
    vector<int> cells; // row after row, 1 is alive

    int index(int r, int c) {
        return r * cols + c;
    }

    int get(int r, int c) {
        if (r < 0 || r >= rows) {
            return 0;
        }
        if (c < 0 || c >= cols) {
            return 0;
        }
        return cells[index(r, c)];
    }
};

Field readField(int rows, int cols) {
    Field f;
    f.rows = rows;
    f.cols = cols;
    for (int r = 0; r < rows; r++) {
        string line;
        cin >> line;
        for (int c = 0; c < cols; c++) {
            if (line.at(c) == '#') {
                f.cells.push_back(1);
            } else {
                f.cells.push_back(0);
            }
        }
    }
    return f;
}

void printField(Field f) {
    for (int r = 0; r < f.rows; r++) {
        string line = "";
        for (int c = 0; c < f.cols; c++) {
            if (f.get(r, c) == 1) {
                line += "#";
            } else {
                line += ".";
            }
        }
        cout << line << endl;
    }
}

int countAround(Field& f, int r, int c) {
    int rowOffset[] = {-1, -1, -1, 0, 0, 1, 1, 1};
    int colOffset[] = {-1, 0, 1, -1, 1, -1, 0, 1};
    int result = 0;
    for (int i = 0; i < 8; i++) {
        result += f.get(r + rowOffset[i], c + colOffset[i]);
    }
    return result;
}

// the rules of the game
int newState(int oldState, int around) {
    if (oldState == 1) {
        if (around < 2) {
            return 0; // lonely
        }
        if (around > 3) {
            return 0; // overcrowded
        }
        return 1;
    }
    if (around == 3) {
        return 1; // born
    }
    return 0;
}

int main() {
    int rows, cols, steps;
    cin >> rows >> cols >> steps;
    Field field = readField(rows, cols);
    for (int i = 0; i < steps; i++) {
        Field copy = field;
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < cols; c++) {
                int around = countAround(copy, r, c);
                field.cells[field.index(r, c)] = newState(copy.get(r, c), around);
            }
        }
    }
    printField(field);
    int alive = 0;
    for (int cell : field.cells) {
        alive += cell;
    }
    cout << "alive " << alive << endl;
    return 0;
}
