#pragma once

#include "common/database/connection.h"
#include "common/database/pool.h"
#include "lms/identity/person.h"

// Private to the room: from rows to values.
namespace assay::identity {

// id, tenant, name, email, administrator, roles, disabled of identity.person_rows, from `column`
// on.
Person PersonOf(const database::Rows& rows, size_t row, int column = 0);

// A connection, or why there is none within two seconds.
Result<database::Pool::Borrowed> Borrow(database::Pool& pool);

}  // namespace assay::identity
