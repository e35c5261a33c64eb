import type { MailSpec } from './mail-spec.ts';
import { crushedParcel } from './pictures.ts';

/** Customers who write from right to left: Arabic and Hebrew. */
export const rightToLeftMails: readonly MailSpec[] = [
  {
    id: 'ar-shipment',
    minutesAgo: 9,
    to: 'orders@example.com',
    from: { name: 'ليلى المنصوري', address: 'layla.almansoori@bareed.example' },
    subject: 'استفسار عن الطلب LF-205066',
    style: 'gmail',
    direction: 'rtl',
    text: `السلام عليكم ورحمة الله،

طلبتُ قبل عشرة أيام سترة Heron مقاس M باللون الأخضر، ورقم الطلب LF-205066. وصلتني رسالة بأن الطرد خرج من المستودع، لكن صفحة التتبع لم تتغير منذ يوم الأحد.

هل يمكنكم إخباري بموعد الوصول المتوقع إلى دبي؟ أسافر يوم الخميس القادم وأحتاج السترة قبل ذلك.

شكرًا جزيلًا لكم
ليلى المنصوري`,
  },
  {
    id: 'ar-refund',
    minutesAgo: 141,
    to: 'billing@example.com',
    from: { name: 'يوسف بن عمر', address: 'youssef.benomar@bareed.example' },
    subject: 'لم يصلني المبلغ المسترد',
    style: 'plain',
    direction: 'rtl',
    text: `مرحبًا،

أعدتُ إليكم حقيبة الظهر Tarn 45 قبل ثلاثة أسابيع (رقم الإرجاع R-88017)،
وأكدتم استلامها، لكن مبلغ 149 يورو لم يظهر في حسابي حتى الآن.

أرجو التحقق من الأمر وإفادتي.

مع التحية
يوسف بن عمر`,
  },
  {
    id: 'ar-size',
    minutesAgo: 655,
    to: 'orders@example.com',
    from: { name: 'مريم الحداد', address: 'mariam.haddad@bareed.example' },
    subject: 'أي مقاس يناسبني؟',
    style: 'apple',
    direction: 'rtl',
    text: `مساء الخير،

طولي 165 سم ومحيط الصدر 98 سم. هل أختار المقاس M أم L لسترة Fjord؟ أحب أن تكون واسعة قليلًا حتى ألبس تحتها كنزة صوفية.

وهل الاستبدال مجاني إذا لم يناسبني المقاس؟

تحياتي
مريم`,
  },
  {
    id: 'he-damaged',
    minutesAgo: 46,
    to: 'returns@example.com',
    from: { name: 'נועה ברק', address: 'noa.barak@doar.example' },
    subject: 'החבילה הגיעה פגומה – הזמנה LF-204850',
    style: 'gmail',
    direction: 'rtl',
    text: `שלום רב,

החבילה הגיעה היום עם פינה מעוכה, והכירה שבפנים עקומה ואי אפשר לחבר אליה בלון גז.

[[parcel.png]]

אשמח לקבל כירה חדשה. האם עליי להחזיר את הפגומה?

תודה מראש,
נועה ברק`,
    attachments: [{ name: 'parcel.png', type: 'image/png', content: crushedParcel, inline: true }],
  },
  {
    id: 'he-invoice',
    minutesAgo: 890,
    to: 'invoices@example.com',
    from: { name: 'איתן שגב', address: 'eitan.segev@doar.example' },
    subject: 'בקשה להעתק חשבונית',
    style: 'plain',
    direction: 'rtl',
    text: `שלום,

אבקש העתק של החשבונית עבור הזמנה LF-199640 לצורך החזר הוצאות ממקום
העבודה. הסכום היה 212.40 EUR.

בברכה,
איתן שגב`,
  },
];
