package svu.interop;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.IValidationSupport;
import ca.uhn.fhir.jpa.api.config.JpaStorageSettings;
import ca.uhn.fhir.jpa.api.dao.IFhirSystemDao;
import ca.uhn.fhir.jpa.provider.IJpaSystemProvider;
import ca.uhn.fhir.jpa.provider.JpaCapabilityStatementProvider;
import ca.uhn.fhir.jpa.search.DatabaseBackedPagingProvider;
import ca.uhn.fhir.rest.server.RestfulServer;
import ca.uhn.fhir.rest.server.provider.ResourceProviderFactory;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry;
import java.net.InetSocketAddress;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.ServerConnector;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/**
 * A FHIR R4 server that is not ours, at a free loopback port, which it tells in its first line; nothing of its behaviour is
 * set here. It ends when its standard input does, so it never outlives whoever started it.
 */
public final class Server {

  private Server() {}

  public static void main(String[] arguments) throws Exception {
    AnnotationConfigApplicationContext beans = new AnnotationConfigApplicationContext(Storage.class);
    var server = new org.eclipse.jetty.server.Server(new InetSocketAddress("127.0.0.1", 0));
    ServletContextHandler paths = new ServletContextHandler("/");
    paths.addServlet(new ServletHolder(servlet(beans)), "/fhir/*");
    server.setHandler(paths);
    server.start();
    System.out.println(((ServerConnector) server.getConnectors()[0]).getLocalPort());
    System.out.flush();
    while (System.in.read() >= 0) {
      // whatever is said, only the end counts
    }
    Runtime.getRuntime().halt(0);
  }

  private static RestfulServer servlet(AnnotationConfigApplicationContext beans) {
    RestfulServer servlet = new RestfulServer(beans.getBean(FhirContext.class));
    servlet.registerProviders(
        beans.getBean("myResourceProvidersR4", ResourceProviderFactory.class).createProviders());
    servlet.registerProvider(beans.getBean(IJpaSystemProvider.class));
    servlet.setPagingProvider(beans.getBean(DatabaseBackedPagingProvider.class));
    servlet.setServerConformanceProvider(
        new JpaCapabilityStatementProvider(
            servlet,
            beans.getBean(IFhirSystemDao.class),
            beans.getBean(JpaStorageSettings.class),
            beans.getBean(ISearchParamRegistry.class),
            beans.getBean(IValidationSupport.class)));
    return servlet;
  }
}
