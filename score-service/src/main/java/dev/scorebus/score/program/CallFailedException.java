package dev.scorebus.score.program;

/// A call of a program failed as a whole, and it is not known which of its messages did it.
public final class CallFailedException extends RuntimeException {
    private final String errorClass;

    /// @param errorClass the kind of error
    /// @param detail what is wrong, for the owner of the action; never the payload
    public CallFailedException(String errorClass, String detail) {
        super(detail, null, false, false);
        this.errorClass = errorClass;
    }

    String errorClass() {
        return errorClass;
    }

    String detail() {
        return String.valueOf(getMessage());
    }
}
