import type { MailSpec } from './mail-spec.ts';
import { tornJacket } from './pictures.ts';

/** Customers who write in Spanish: Spain, Mexico, Argentina. */
export const spanishMails: readonly MailSpec[] = [
  {
    id: 'es-entregado-no-recibido',
    minutesAgo: 22,
    to: 'orders.es@example.com',
    from: { name: 'Inés Carrasco', address: 'ines.carrasco@correo.example' },
    subject: 'Figura como entregado, pero no he recibido nada (LF-204901)',
    style: 'gmail',
    text: `Hola:

El seguimiento de mi pedido LF-204901 dice «entregado» ayer a las 13:40, pero yo estuve en casa todo el día y no llamó nadie. He preguntado a los vecinos y en la portería y tampoco saben nada.

¿Podéis averiguar dónde lo han dejado? Eran las botas para mi hijo, que se va de campamento el lunes.

Muchas gracias,
Inés Carrasco`,
  },
  {
    id: 'es-costura',
    minutesAgo: 84,
    to: 'warranty@example.com',
    from: { name: 'Joaquín Ibáñez Peña', address: 'joaquin.ibanez@correo.example' },
    subject: 'Garantía: costura rota en la chaqueta Fjord',
    style: 'apple',
    text: `Buenos días:

A mi chaqueta Fjord se le ha abierto la costura de la manga izquierda. Tiene siete meses (pedido LF-190377). Adjunto una foto:

[[chaqueta.png]]

¿La reparan ustedes o tengo que llevarla a algún sitio?

Un saludo
Joaquín Ibáñez`,
    attachments: [{ name: 'chaqueta.png', type: 'image/png', content: tornJacket, inline: true }],
  },
  {
    id: 'es-pago-rechazado',
    minutesAgo: 167,
    to: 'billing@example.com',
    from: { name: 'Valentina Ríos', address: 'valentina.rios@correo.example' },
    subject: '¿Por qué se rechaza mi tarjeta?',
    style: 'phone',
    text: `Hola, ya intenté tres veces pagar con mi tarjeta desde Guadalajara y siempre me sale “pago rechazado”. El banco dice que de su lado todo está bien. ¿Se puede pagar de otra forma?

Gracias! Vale`,
  },
  {
    id: 'es-tallas',
    minutesAgo: 610,
    to: 'orders.es@example.com',
    from: { name: 'Nuria Etxeberria', address: 'nuria.etxeberria@correo.example' },
    subject: 'Tallas de niño',
    style: 'plain',
    text: `Buenas tardes:

¿Hacen la chaqueta Heron para niños? Busco una para una niña de nueve
años, 134 cm de altura. En la web solo veo tallas de adulto.

Gracias y un saludo,
Nuria Etxeberria`,
  },
  {
    id: 'es-argentina',
    minutesAgo: 1780,
    to: 'orders@example.com',
    from: { name: 'Facundo Aguirre', address: 'facundo.aguirre@correo.example' },
    subject: 'Envíos a la Patagonia 🇦🇷',
    style: 'gmail',
    text: `¡Hola, gente de Larkfield!

Vi su carpa Tarn 3 en un refugio y quedé encantado: aguantó un viento tremendo. ¿Envían a la Argentina, más precisamente a El Chaltén? Si no, ¿hay algún distribuidor en Chile?

¡Un abrazo desde el sur!
Facundo`,
  },
];
