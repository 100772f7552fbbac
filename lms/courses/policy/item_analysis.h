#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

// How the questions of a quiz did, from what everybody answered. Pure.
namespace assay::courses::quiz {

// One question of one attempt.
struct Response {
  std::string question;
  double share = 0;                  // of the question's points that were reached
  std::vector<std::string> choices;  // that were chosen
  std::string text;                  // what was written, where it is short
  bool answered = false;
};

struct ItemStatistics {
  int asked = 0;
  int answered = 0;
  double difficulty = 0;  // the mean share: 1 is what everybody could
  // How much those who did well in the rest did better here: Pearson's correlation with the score
  // of the other questions (the corrected item-total correlation), -1 to 1. None with fewer than
  // three attempts, or where nobody differs.
  std::optional<double> discrimination;
  std::map<std::string, int> choices;  // how often each was chosen
  std::map<std::string, int> texts;    // how often each was written
};

// By question. `attempts`: the responses of each; `weights`: the points of each question.
std::map<std::string, ItemStatistics> AnalyseItems(
    const std::vector<std::vector<Response>>& attempts,
    const std::map<std::string, double>& weights);

}  // namespace assay::courses::quiz
