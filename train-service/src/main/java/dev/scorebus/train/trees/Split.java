package dev.scorebus.train.trees;

import java.util.Arrays;
import java.util.stream.IntStream;

/// Which rows are learned from and which are held out: the newest are held out, and a row is learned from only when its
/// label was known by the time of the split, as it would have been had the model been trained then.
///
/// @param train rows that are learned from, in the order of the file
/// @param test rows that are held out
/// @param labelUnknown how many older rows are left out because their label was not known yet
@SuppressWarnings("ArrayRecordComponent") // millions of row numbers, never compared
record Split(int[] train, int[] test, int labelUnknown) {
    /// Holds out a share of rows.
    ///
    /// @param rows the rows to divide
    /// @param share how many of them are held out, from 0 to 1
    /// @param byTime whether time decides; the order of the file otherwise
    static Split of(Examples examples, int[] rows, double share, boolean byTime) {
        if (rows.length == 0) {
            return new Split(rows, rows, 0);
        }
        int cut = Math.min(rows.length - 1, (int) Math.floor(rows.length * (1 - share)));
        if (!byTime) {
            return new Split(
                    Arrays.copyOfRange(rows, 0, cut),
                    Arrays.copyOfRange(rows, cut, rows.length),
                    0);
        }
        double[] times = IntStream.of(rows).mapToDouble(examples::time).toArray();
        Arrays.sort(times);
        double from = times[cut];
        int[] older = IntStream.of(rows).filter(row -> examples.time(row) < from).toArray();
        int[] known = IntStream.of(older).filter(row -> examples.knownAt(row) <= from).toArray();
        int[] newer = IntStream.of(rows).filter(row -> examples.time(row) >= from).toArray();
        return new Split(known, newer, older.length - known.length);
    }
}
