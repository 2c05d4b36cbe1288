package dev.scorebus.score.program;

/// A call of a program failed as a whole, and it is not known which of its messages did it.
public final class CallFailedException extends RuntimeException {
    private final String errorClass;
    private final boolean retryable;

    /// @param errorClass the kind of error
    /// @param detail what is wrong, for the owner of the action; never the payload
    /// @param retryable whether another attempt may help
    public CallFailedException(String errorClass, String detail, boolean retryable) {
        super(detail, null, false, false);
        this.errorClass = errorClass;
        this.retryable = retryable;
    }

    String errorClass() {
        return errorClass;
    }

    boolean retryable() {
        return retryable;
    }

    String detail() {
        return String.valueOf(getMessage());
    }
}
