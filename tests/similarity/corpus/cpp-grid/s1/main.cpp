#include <iostream>
#include <string>
#include <vector>

using Board = std::vector<std::string>;

// How many of the eight neighbours live; what is outside of the board is dead.
int neighbours(const Board& board, int row, int column) {
  int count = 0;
  for (int r = row - 1; r <= row + 1; ++r) {
    for (int c = column - 1; c <= column + 1; ++c) {
      if (r == row && c == column) continue;
      if (r < 0 || c < 0 || r >= int(board.size()) || c >= int(board[0].size())) continue;
      if (board[r][c] == '#') ++count;
    }
  }
  return count;
}

Board step(const Board& board) {
  Board next = board;
  for (size_t r = 0; r < board.size(); ++r) {
    for (size_t c = 0; c < board[r].size(); ++c) {
      const int around = neighbours(board, r, c);
      const bool alive = board[r][c] == '#';
      next[r][c] = around == 3 || (alive && around == 2) ? '#' : '.';
    }
  }
  return next;
}

int main() {
  int rows, columns, steps;
  std::cin >> rows >> columns >> steps;
  Board board(rows);
  for (std::string& line : board) std::cin >> line;
  while (steps-- > 0) board = step(board);
  int alive = 0;
  for (const std::string& line : board) {
    std::cout << line << '\n';
    for (char cell : line) alive += cell == '#';
  }
  std::cout << "alive " << alive << '\n';
}
