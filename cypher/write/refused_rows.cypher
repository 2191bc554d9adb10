// Makes refused rows; the raw row in them is sealed.
// params: rows: list[map], load: int
// returns:
UNWIND $rows AS row
CREATE (refused:QuarantinedRow)
SET refused = row, refused.recorded_load = $load
