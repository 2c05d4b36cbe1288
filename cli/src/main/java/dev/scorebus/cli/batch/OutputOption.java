package dev.scorebus.cli.batch;

import dev.scorebus.action.Action;
import dev.scorebus.action.OutputLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Reads an output of a run.
final class OutputOption implements ITypeConverter<Action.Output> {
    @Override
    public Action.Output convert(String text) {
        try {
            return OutputLine.parse(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(String.valueOf(e.getMessage()));
        }
    }
}
