package dev.scorebus.action;

/// What is wrong with an action file.
///
/// @param file the file as it was named
/// @param line its line, from 1
/// @param field the path of the field, such as `spec.retry.maxRetries`; empty when it is the file as a whole
/// @param wrong what is wrong
/// @param allowed what would be right
public record ActionProblem(String file, int line, String field, String wrong, String allowed) {
    /// One line for people: `merge-time.yaml:14: spec.mode: 'streem' is not a mode; allowed: stream, micro-batch, batch, request`.
    @Override
    public String toString() {
        String where = field.isEmpty() ? "" : field + ": ";
        return "%s:%d: %s%s; allowed: %s".formatted(file, line, where, wrong, allowed);
    }
}
