import { describe, expect, it } from 'vitest';
import { detectLanguage } from './language.ts';

describe('detectLanguage', () => {
  it.each([
    ['en', 'I have not received the parcel that I ordered last week. Could you please look into it?'],
    ['fr', 'Je n’ai pas encore reçu le colis que j’ai commandé la semaine dernière. Pouvez-vous vérifier ?'],
    [
      'de',
      'Ich habe das Paket, das ich letzte Woche bestellt habe, noch nicht erhalten. Können Sie nachsehen?',
    ],
    ['es', 'Todavía no he recibido el paquete que pedí la semana pasada. ¿Podrían comprobarlo, por favor?'],
    [
      'sv',
      'Jag har ännu inte fått paketet som jag beställde förra veckan. Kan ni vara snälla och kontrollera det?',
    ],
    ['ar', 'لم أستلم بعد الطرد الذي طلبته الأسبوع الماضي. هل يمكنكم التحقق من ذلك؟'],
    ['ru', 'Я до сих пор не получил посылку, которую заказал на прошлой неделе. Проверьте, пожалуйста.'],
    ['ja', '先週注文した商品がまだ届いていません。確認をお願いします。'],
    ['zh', '您好，我上个星期订购的商品到现在还没有收到，请问是怎么回事？'],
    ['ko', '지난주에 주문한 상품이 아직 도착하지 않았습니다.'],
    ['el', 'Δεν έχω λάβει ακόμα το δέμα.'],
    ['he', 'עדיין לא קיבלתי את החבילה.'],
    ['th', 'ฉันยังไม่ได้รับพัสดุ'],
  ])('finds %s', (language, text) => {
    expect(detectLanguage('', text, null)).toBe(language);
  });

  it('believes the header only where the text says too little', () => {
    expect(detectLanguage('', 'OK', 'sv-SE')).toBe('sv');
    expect(
      detectLanguage('', 'Je n’ai pas encore reçu le colis que j’ai commandé la semaine dernière.', 'en-US'),
    ).toBe('fr');
    expect(detectLanguage('', '12345', null)).toBeNull();
    expect(detectLanguage('', 'OK', null)).toBeNull();
  });

  it('looks at the subject where the text is short', () => {
    expect(detectLanguage('Où est ma commande de la semaine dernière ?', '', null)).toBe('fr');
  });
});
