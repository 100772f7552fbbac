#pragma once

#include <array>
#include <vector>

#include "plagiarism/comparison.h"

// From kinds of evidence to one probability.
namespace assay::plagiarism {

// What pairs that were written independently look like in this assignment, in one kind.
struct Background {
  double location = 0;  // of the square root of the similarity
  double deviation = 1;
};

// A pair's similarity in a kind, and how likely it is that the pair is independent.
struct Seen {
  double similarity = 0, independent = 1;
};

// What an assignment that nobody has seen yet looks like. `across`: between two languages.
Background UsualBackground(Evidence kind, bool across);

// With few pairs it is drawn towards the usual one.
Background BackgroundOf(const std::vector<Seen>& pairs, const Background& usual);

// Deviations above the background, within bounds: what is less alike than independent texts are
// says little, because a copy that was rewritten is that too.
double Surprise(double similarity, const Background& background);

// Fills in the contributions, and gives the logarithm of the odds before anything is known of how
// many pairs of this assignment are alike.
double Fuse(Pair& pair);

// How far the odds of this assignment lie from the ones that Fuse() takes for granted: from the
// pairs' own scores (expectation maximisation, after Saerens et al., 2002), within bounds.
double PriorShift(const std::vector<double>& scores);

double Probability(double log_odds);

// The deviation of the log odds: what few features, and a small background, leave open.
double Uncertainty(const Pair& pair, const std::array<double, kEvidenceKinds>& features,
                   size_t pairs);

}  // namespace assay::plagiarism
