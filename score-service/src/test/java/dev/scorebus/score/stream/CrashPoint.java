package dev.scorebus.score.stream;

/// Where a process is killed on the way of a transaction.
public enum CrashPoint {
    BEFORE_THE_TRANSACTION("beginTransaction"),
    BEFORE_THE_OFFSETS("sendOffsetsToTransaction"),
    BEFORE_THE_COMMIT("commitTransaction"),
    AFTER_THE_COMMIT("commitTransaction");

    private final String method;

    CrashPoint(String method) {
        this.method = method;
    }

    /// The call of the producer in which it is killed.
    public String method() {
        return method;
    }
}
