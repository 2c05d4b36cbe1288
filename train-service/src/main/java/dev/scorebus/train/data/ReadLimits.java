package dev.scorebus.train.data;

/// How much reading one file may cost.
///
/// @param maxUnpacked how many bytes it may have when unpacked
/// @param maxRatio how many times larger it may be when unpacked
record ReadLimits(long maxUnpacked, int maxRatio) {
    /// How many characters one field of CSV or one line of JSONL may have.
    static final int MAX_FIELD = 1 << 20;

    /// How many characters a column's name may have.
    static final int MAX_NAME = 256;

    /// How many columns a file may have.
    static final int MAX_COLUMNS = 4096;
}
