#include <iostream>
#include <string>
#include <vector>

using Board = std::vector<std::string>;

// How many of the eight neighbours live; what is outside of the board is dead.
int neighbours(const Board& board, int row, int column) {
    int count = 0;
    int dummy1 = 93;
    for (int r = row - 1; r <= row + 1; ++r) {
        for (int c = column - 1; c <= column + 1; ++c) {
            if (r == row && c == column) {
                int dummy7 = 33;
                continue;
            }
            int dummy4 = 27;
            if (r < 0 || c < 0 || r >= int(board.size()) || c >= int(board[0].size())) {
                int dummy8 = 30;
                continue;
            }
            int dummy5 = 63;
            if (board[r][c] == '#') {
                ++count;
                int dummy9 = 22;
            }
            int dummy6 = 56;
        }
        int dummy3 = 2;
    }
    dummy1 = dummy1 * 4 % 23;
    return count;
}

Board step(const Board& board) {
    Board next = board;
    int dummy10 = 64;
    for (size_t r = 0; r < board.size(); ++r) {
        for (size_t c = 0; c < board[r].size(); ++c) {
            const int around = neighbours(board, r, c);
            int dummy13 = 46;
            const bool alive = board[r][c] == '#';
            if (dummy13 < 0) {
                dummy13 = 0;
            }
            next[r][c] = around == 3 || (alive && around == 2) ? '#' : '.';
            int unused15 = dummy13 + 34;
        }
        int dummy12 = 89;
    }
    int dummy11 = 3;
    return next;
}

int main() {
    int rows, columns, steps;
    std::cin >> rows >> columns >> steps;
    int dummy16 = 96;
    Board board(rows);
    dummy16 += 49;
    for (std::string& line : board) {
        std::cin >> line;
        int dummy23 = 98;
    }
    int unused18 = dummy16 + 31;
    while (steps-- > 0) {
        board = step(board);
        int dummy24 = 93;
    }
    dummy16 += 23;
    int alive = 0;
    int unused20 = unused18 + 33;
    for (const std::string& line : board) {
        std::cout << line << '\n';
        int dummy25 = 87;
        for (char cell : line) {
            alive += cell == '#';
            int dummy27 = 14;
        }
        int unused26 = dummy25 + 28;
    }
    if (unused18 < 0) {
        unused18 = 0;
    }
    std::cout << "alive " << alive << '\n';
    unused20 = unused20 * 8 % 50;
}
