import type { MailSpec } from './mail-spec.ts';

/** Customers who write in Japanese. */
export const japaneseMails: readonly MailSpec[] = [
  {
    id: 'ja-delivery',
    minutesAgo: 13,
    to: 'orders.jp@example.com',
    from: { name: '佐藤 由美', address: 'yumi.sato@yubin.example' },
    subject: '【お問い合わせ】注文 LF-205102 の配送状況について',
    style: 'gmail',
    text: `Larkfield カスタマーサポート ご担当者様

お世話になっております。佐藤と申します。

2週間前に注文しました Heron レインコート(サイズ S、色:モス)について、追跡ページの表示が一週間前から「輸出国を出発」のまま変わっておりません。

来週末の登山で使用したいと考えております。到着予定日をお知らせいただけますでしょうか。

お手数をおかけいたしますが、よろしくお願いいたします。

佐藤 由美`,
  },
  {
    id: 'ja-exchange',
    minutesAgo: 118,
    to: 'returns@example.com',
    from: { name: '高橋 健太', address: 'kenta.takahashi@yubin.example' },
    subject: 'サイズ交換のお願い(LF-203418)',
    style: 'plain',
    text: `ご担当者様

先日購入した Wren メリノウール長袖(L)ですが、少し大きかったため、
M への交換をお願いできますでしょうか。
未使用で、タグも付いたままです。

日本から返送する場合の送料と手続きを教えてください。

どうぞよろしくお願いいたします。
高橋 健太`,
  },
  {
    id: 'ja-card',
    minutesAgo: 375,
    to: 'billing@example.com',
    from: { name: '中村さくら', address: 'sakura.nakamura@yubin.example' },
    subject: '領収書の発行について',
    style: 'apple',
    text: `はじめまして。中村と申します。

注文 LF-202276 の領収書を、会社名「株式会社みどり設計」宛てで発行していただくことは可能でしょうか。PDF で構いません。

よろしくお願いいたします。`,
  },
  {
    id: 'ja-thanks',
    minutesAgo: 2050,
    to: 'orders.jp@example.com',
    from: { name: '渡辺 大輔', address: 'daisuke.watanabe@yubin.example' },
    subject: 'テントの防水性について質問です⛺',
    style: 'phone',
    text: `こんにちは。Tarn 3 テントの購入を検討しています。

耐水圧は何ミリでしょうか?また、梅雨時期の連泊でも大丈夫ですか?

iPhoneから送信`,
  },
];
