package dev.scorebus.gateway.route;

import dev.scorebus.gateway.edge.RequestBodyException;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.client5.http.classic.ExecRuntime;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;

/// Cuts the connection to the service when the client's body breaks off. The client library would end a chunked body
/// properly even then, and the service would take half a data set for a whole one. Trouble on the service's side is left to
/// the library: it may be an early answer.
final class BrokenOffRequests implements ExecChainHandler {
    @Override
    public ClassicHttpResponse execute(
            ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        HttpEntity body = request.getEntity();
        if (body != null) {
            request.setEntity(new CutWhenBroken(body, scope.execRuntime));
        }
        return chain.proceed(request, scope);
    }

    private static final class CutWhenBroken extends HttpEntityWrapper {
        private final ExecRuntime connection;

        CutWhenBroken(HttpEntity body, ExecRuntime connection) {
            super(body);
            this.connection = connection;
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            boolean cut = true;
            try {
                super.writeTo(out);
                cut = false;
            } catch (RequestBodyException e) {
                throw e;
            } catch (IOException e) {
                cut = false;
                throw e;
            } finally {
                if (cut) {
                    connection.discardEndpoint();
                }
            }
        }
    }
}
