package dev.scorebus.trees;

/// A model file that cannot be used. The message says what is wrong and where: the path in the document and the offset in
/// the file.
public final class InvalidModelException extends Exception {
    /// An exception with the given message.
    public InvalidModelException(String message) {
        super(message);
    }
}
