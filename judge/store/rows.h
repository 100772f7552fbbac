#pragma once

#include "common/database/connection.h"
#include "judge/store/records.h"

namespace assay::judge {

// The columns of sql::ASSAY_SUBMISSION_COLUMNS, of which the first is `column`.
SubmissionRecord SubmissionOf(const database::Rows& rows, size_t row, int column = 0);
// The parameters $1 to $10 of sql::ASSAY_FILTER.
database::Params FilterParams(const SubmissionQuery& query);
std::string TextAt(const database::Rows& rows, size_t row, int column);

}  // namespace assay::judge
